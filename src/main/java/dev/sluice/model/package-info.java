/**
 * The words of the house: ids, cursor, stream events, frames, failures, configuration records, and the ports that
 * stores implement. Everything here is immutable unless its Javadoc says otherwise.
 *
 * <p>Rank 1: imports no other package of Sluice; of Vert.x only {@code Buffer}, {@code Future} and JSON values.
 */
package dev.sluice.model;
