/** What training-service cannot do, though it runs beside the others: read a test or a regression sample. */
package dev.whetstone.system.boundary;
