/** Modules as they must not be: each class here breaks one of the house's rules, so that the rule is seen to fail. */
package dev.whetstone.system.broken;
