/** Events that no consumer of the running stack could take: what they are, and sending them again once the cause is gone. */
package dev.whetstone.cli.deadletter;
