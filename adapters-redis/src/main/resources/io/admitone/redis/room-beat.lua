-- Notes that a process is alive, and forgets those that have long been silent.
-- KEYS: the processes, by the time of their latest sign
-- ARGV: the process, after how long silence is death (ms)
-- Answers whether the process was not noted before.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local added = redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now - ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {added}
