/** What is to be served (state, by eval-service) and what became of it (facts, by each gateway replica). */
package dev.whetstone.contracts.serving;
