/** What a person sees: plain lines, a progress line, colours only where a terminal shows them. */
package dev.whetstone.cli.terminal;
