/** The house's rules about code, held against the classes of every module, and against classes that break them on purpose. */
package dev.whetstone.system.rules;
