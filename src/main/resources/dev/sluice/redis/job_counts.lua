-- The store in numbers: queued, running, dead; completed, failed, cancelled.
local totals = redis.call('HMGET', at('totals'), 'completed', 'failed', 'cancelled')
return {redis.call('ZCARD', at('st:queued')), redis.call('ZCARD', at('st:running')), redis.call('ZCARD', at('st:dead')),
  tonumber(totals[1] or 0), tonumber(totals[2] or 0), tonumber(totals[3] or 0)}
