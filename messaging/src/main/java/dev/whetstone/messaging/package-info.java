/**
 * How facts leave and enter a service without being lost or counted twice: an outbox row in the transaction of the change, a relay that
 * publishes it, an inbox row in the transaction of the effect. The only module that sees Kafka clients.
 */
package dev.whetstone.messaging;
