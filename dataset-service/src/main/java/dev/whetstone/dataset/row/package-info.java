/** One sample: a chat whose last assistant message is the target, or a preference between two answers. */
package dev.whetstone.dataset.row;
