-- Frees an idempotency key, if it is still bound to that stream.
-- KEYS: the key. ARGV: the stream.
local bound = redis.call('GET', KEYS[1])
if not bound or string.sub(bound, -#ARGV[1] - 1) ~= ' ' .. ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
