/**
 * Adapters on disk in the layout of Hugging Face PEFT, and the fingerprint by which a server sees that it loaded the adapter
 * that was trained.
 */
package dev.whetstone.engine.adapter;
