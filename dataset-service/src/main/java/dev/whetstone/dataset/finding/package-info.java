/** What the checks may find, how bad each is, and what to do about it; collected with counts and places, never with content. */
package dev.whetstone.dataset.finding;
