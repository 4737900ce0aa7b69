/** Task packs and their data: {@code task apply}, {@code dataset push}, {@code dataset show}. */
package dev.whetstone.cli.task;
