/** The embedded stack: Kafka, PostgreSQL and the four services as processes of this machine, everything they keep under one directory. */
package dev.whetstone.cli.stack;
