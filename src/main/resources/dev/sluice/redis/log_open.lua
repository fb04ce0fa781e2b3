-- All that a reader needs. KEYS: log, meta. ARGV: most batches. Yields the meta's members and the batches behind the base.
local meta = redis.call('HMGET', KEYS[2], 'owner', 'user', 'tenant', 'model', 'share', 'base_seq', 'base')
if not meta[1] then return false end
return { meta, redis.call('XRANGE', KEYS[1], '(' .. meta[6] .. '-0', '+', 'COUNT', ARGV[1]) }
