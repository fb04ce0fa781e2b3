/**
 * What several nodes share, kept in Redis. {@link dev.sluice.redis.RedisLink} sends commands and scripts, {@link
 * dev.sluice.redis.RedisChannels} hears what is published; the ports of the rooms below are implemented on these two. Both may be
 * called from any thread and work on an event loop of their own. Knows neither channels nor upstreams: {@code app} joins them.
 */
package dev.sluice.redis;
