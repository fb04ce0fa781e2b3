/**
 * What a whole node knows about one upstream's endpoints: health, load, keys, and how many retries it can bear. Pure Java; time and
 * chance come in. Entry type: {@link dev.sluice.upstream.endpoint.Endpoints}, a crossing like {@link
 * dev.sluice.upstream.endpoint.KeyRing} and {@link dev.sluice.upstream.endpoint.RetryBudget}; what they are made of is called under
 * their guards.
 *
 * <p>Rank 4, a part of {@code upstream}: may import {@code model} alone.
 */
package dev.sluice.upstream.endpoint;
