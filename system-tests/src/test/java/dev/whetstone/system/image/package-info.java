/**
 * The images of {@code deploy/images} without a container engine: each one's file tree, laid out from its Containerfile, and its program
 * started on it with a read-only root, as user 10001, with the volumes and variables that it is given and no others.
 */
package dev.whetstone.system.image;
