-- A member wants nothing of a feed any more, and gives up the lease on its source if that is its own.
-- KEYS: meta. ARGV: member, fence, whether the feed may rest, channel.
redis.call('HDEL', KEYS[1], 'w:' .. ARGV[1])
local meta = redis.call('HMGET', KEYS[1], 'owner', 'fence')
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], 'owner', 'till')
if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'rested', '1') end
redis.call('PUBLISH', ARGV[4], 'stir')
return 1
