/** The command line behind the script: one command a class, grouped by what it works on. */
package dev.whetstone.cli;
