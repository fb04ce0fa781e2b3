/**
 * The way down to a browser: a session's channel, its connections, what each has read, and the bytes it is sent. Entry types:
 * {@link dev.sluice.channel.Channels} (any thread), {@link dev.sluice.channel.Loop} and {@link dev.sluice.channel.Connection}
 * (each belongs to one event loop).
 *
 * <p>Rank 4: may import {@code model}, {@code sse}, {@code dialect}, {@code log} and {@code admission}; not {@code upstream}, not
 * {@code redis}.
 */
package dev.sluice.channel;
