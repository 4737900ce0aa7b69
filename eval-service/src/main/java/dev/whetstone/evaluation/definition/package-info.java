/** The eval of each task over HTTP and in the database; every version of it is kept, because evidence cites it by digest. */
package dev.whetstone.evaluation.definition;
