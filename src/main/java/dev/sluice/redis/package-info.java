/**
 * What several nodes share, kept in Redis. {@link dev.sluice.redis.RedisLink} sends commands and scripts, {@link
 * dev.sluice.redis.RedisPubSub} hears what is published; the ports of the rooms below are implemented on these two. Both may be
 * called from any thread and work on an event loop of their own.
 *
 * <p>Rank 4: may import {@code model}, {@code admission}, {@code log}, {@code dialect} and {@code sse}. Knows neither channels nor
 * upstreams: {@code app} joins them.
 */
package dev.sluice.redis;
