-- The last batch, which seals the log.
-- KEYS: log, meta. ARGV: owner, last seq, batch, retention in ms. Yields 1; 0 where there is no such log; -1 where it is refused.
local owner = redis.call('HGET', KEYS[2], 'owner')
if not owner or redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if owner ~= ARGV[1] then return -1 end
local added = redis.pcall('XADD', KEYS[1], ARGV[2] .. '-0', 'e', ARGV[3])
if type(added) == 'table' and added.err then return -1 end
redis.call('HSET', KEYS[2], 'sealed', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 1
