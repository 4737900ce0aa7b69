/** The system as a whole: rules over all modules, boundaries that must hold between them, and a loop that is killed again and again. */
package dev.whetstone.system;
