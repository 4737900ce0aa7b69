/** {@code whetstone chat}: a conversation over gRPC, as it is decoded. */
package dev.whetstone.cli.chat;
