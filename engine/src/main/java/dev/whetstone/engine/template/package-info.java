/**
 * A small interpreter for chat templates: the part of Jinja2 that templates use, sandboxed by having nothing else. Every
 * rendering has a budget of steps, of output and of time, and strings remember which part of them came from a user.
 */
package dev.whetstone.engine.template;
