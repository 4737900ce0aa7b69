/** The whole loop in seven acts on the embedded stack. An act is over when it has really happened: nothing here is scripted output. */
package dev.whetstone.cli.demo;
