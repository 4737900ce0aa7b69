/** Where the loop of a task stands: {@code whetstone loop TASK}, and its report as a page. */
package dev.whetstone.cli.loop;
