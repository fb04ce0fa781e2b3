package dev.sluice.upstream;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A Vert.x that knows which timers are set and neither fired nor cancelled. */
final class CountedTimers {
    final AtomicInteger set = new AtomicInteger();
    private final Set<Long> live = ConcurrentHashMap.newKeySet();
    final Vertx vertx;

    CountedTimers(Vertx real) {
        vertx = (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, args) -> {
                    if (method.getName().equals("setTimer") && args.length == 2) return setTimer(real, args);
                    if (method.getName().equals("cancelTimer")) live.remove((Long) args[0]);
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    int live() {
        return live.size();
    }

    @SuppressWarnings("unchecked")
    private long setTimer(Vertx real, Object[] args) {
        set.incrementAndGet();
        Handler<Long> handler = (Handler<Long>) args[1];
        long timer = real.setTimer((Long) args[0], id -> {
            live.remove(id);
            handler.handle(id);
        });
        live.add(timer);
        return timer;
    }
}
