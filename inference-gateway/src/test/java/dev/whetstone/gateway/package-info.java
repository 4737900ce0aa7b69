/** The gateway as a whole, over its real edges, on a real broker and a tiny real model. */
package dev.whetstone.gateway;
