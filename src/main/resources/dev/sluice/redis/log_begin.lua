-- A log anew, empty but for its base; not where it is somebody else's.
-- KEYS: log, meta. ARGV: owner, user, tenant, model, share, base's seq, base, life in ms. Yields 1, or 0 where it is not ours.
local owner = redis.call('HGET', KEYS[2], 'owner')
if owner and owner ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[2], 'owner', ARGV[1], 'user', ARGV[2], 'tenant', ARGV[3], 'model', ARGV[4], 'share', ARGV[5],
    'base_seq', ARGV[6], 'base', ARGV[7])
-- An empty stream that knows its last id: batches that reach no further are refused, and one without its stream is noticed.
redis.call('XADD', KEYS[1], ARGV[6] .. '-1', 'e', '')
redis.call('XTRIM', KEYS[1], 'MAXLEN', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('PEXPIRE', KEYS[2], ARGV[8])
return 1
