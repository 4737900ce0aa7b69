/** The services' public APIs as the command line uses them: JSON over HTTP and, for generation, gRPC. */
package dev.whetstone.cli.api;
