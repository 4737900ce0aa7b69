/** How the service answers over HTTP: error codes with what to do about them, the guard against disguised paths, health. */
package dev.whetstone.evaluation.edge;
