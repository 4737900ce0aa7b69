/** What models answered, kept by the digest of all that determines an answer: nothing is generated twice, whoever asks. */
package dev.whetstone.evaluation.output;
