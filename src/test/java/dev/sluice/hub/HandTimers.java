package dev.sluice.hub;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A Vert.x whose timers fire when a test says so, and never by themselves. */
final class HandTimers {
    private record Timer(long millis, Handler<Long> handler, boolean periodic) {}

    private final Map<Long, Timer> live = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    final Vertx vertx;

    HandTimers(Vertx real) {
        vertx = (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, args) -> {
                    if (method.getName().equals("setTimer")) return set(args, false);
                    if (method.getName().equals("setPeriodic")) return set(args, true);
                    if (method.getName().equals("cancelTimer")) return live.remove((Long) args[0]) != null;
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private long set(Object[] args, boolean periodic) {
        long id = ids.getAndIncrement();
        live.put(id, new Timer((Long) args[0], (Handler<Long>) args[1], periodic));
        return id;
    }

    int live() {
        return live.size();
    }

    /** Timers that would fire after so long. */
    int live(long millis) {
        return (int) live.values().stream().filter(t -> t.millis == millis).count();
    }

    /** Fires all that are set for that delay. On the loop that they belong to. */
    int fire(long millis) {
        int fired = 0;
        for (Map.Entry<Long, Timer> each : Map.copyOf(live).entrySet()) {
            Timer timer = each.getValue();
            boolean due = timer.millis == millis && live.containsKey(each.getKey());
            if (!due) continue;
            if (!timer.periodic) live.remove(each.getKey());
            timer.handler.handle(each.getKey());
            fired++;
        }
        return fired;
    }
}
