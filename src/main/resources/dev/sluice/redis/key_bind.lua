-- Binds an idempotency key, unless it is bound already; yields what it is bound to now.
-- KEYS: the key. ARGV: digest and stream; time to live in milliseconds.
local bound = redis.call('GET', KEYS[1])
if bound then return bound end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
