/** Facts of eval-service: what was measured, decided, judged, and what went wrong in live traffic. */
package dev.whetstone.contracts.evaluation;
