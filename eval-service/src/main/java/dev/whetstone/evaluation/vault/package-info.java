/**
 * The artifact store as this service uses it, and its sealing keys. Only eval-service holds the private key that opens test
 * splits, regression splits and sampled traffic.
 */
package dev.whetstone.evaluation.vault;
