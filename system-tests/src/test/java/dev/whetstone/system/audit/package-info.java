/**
 * What a stack has left behind, held against what must be true whatever was killed: no event lost or doubled, no artifact half
 * written, one decision, one job and one verdict for a dataset version.
 */
package dev.whetstone.system.audit;
