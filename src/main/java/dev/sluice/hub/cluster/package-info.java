/**
 * What nodes that share a store do for each other's readers: the owner of an answer writes its log to the store, other nodes keep
 * copies of what is read there, and whoever sees a node die ends its answers. Entry type:
 * {@link dev.sluice.hub.cluster.Cluster}.
 *
 * <p>All of it belongs to one event loop, the cluster's own; {@code Cluster} takes calls from any thread and hops. Knows the store and
 * the other nodes by the ports {@code LogStore} and {@code Nodes} alone.
 *
 * <p>Part of {@code hub}, rank 5: may import {@code channel}, {@code log} and {@code model}.
 */
package dev.sluice.hub.cluster;
