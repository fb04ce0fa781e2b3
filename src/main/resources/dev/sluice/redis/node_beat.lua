-- A member lives. KEYS: the members by their last beat. ARGV: member, ms after which one is silent.
-- Yields whether it was known before, the living, the silent.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
local border = string.format('%.0f', now - tonumber(ARGV[2]))
return {
  known and 1 or 0,
  redis.call('ZRANGEBYSCORE', KEYS[1], border, '+inf'),
  redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. border)
}
