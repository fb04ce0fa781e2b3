package dev.sluice.hub;

import dev.sluice.model.Principal;
import dev.sluice.model.Usage;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Who used how much of which model, day by day, for 35 days, on this node and since its start. A crossing: requests end on every loop.
 * Bounded: on a day with very many users, those who come last are booked together, so that a tenant's sums stay true.
 */
public final class Ledger {
    private static final int DAYS = 35;
    private static final int ROWS_A_DAY = 20_000;
    private static final String OTHERS = "*";

    private record Owner(String tenant, String user, String model) {}

    private record Row(String tenant, String model) {}

    private static final class Sums {
        private long requests;
        private long prompt;
        private long answer;
        private double costUsd;

        void add(Sums other) {
            requests += other.requests;
            prompt += other.prompt;
            answer += other.answer;
            costUsd += other.costUsd;
        }
    }

    private final ReentrantLock guard = new ReentrantLock();
    private final LongSupplier millis;
    private final int rowsADay;
    private final TreeMap<Long, Map<Owner, Sums>> days = new TreeMap<>();

    /** @param millis since 1970 */
    public Ledger(LongSupplier millis) {
        this(millis, ROWS_A_DAY);
    }

    Ledger(LongSupplier millis, int rowsADay) {
        this.millis = millis;
        this.rowsADay = rowsADay;
    }

    /** One request that has ended. */
    void add(Principal who, String model, Usage used, double costUsd) {
        Sums one = new Sums();
        one.requests = 1;
        one.prompt = used.promptTokens();
        one.answer = used.completionTokens();
        one.costUsd = costUsd;
        long day = today();
        guard.lock();
        try {
            days.headMap(day - DAYS, true).clear();
            Map<Owner, Sums> rows = days.computeIfAbsent(day, d -> new HashMap<>());
            rows.computeIfAbsent(owner(rows, who, model), o -> new Sums()).add(one);
        } finally {
            guard.unlock();
        }
    }

    private Owner owner(Map<Owner, Sums> rows, Principal who, String model) {
        Owner own = new Owner(who.tenant(), who.user(), model);
        if (rows.size() < rowsADay || rows.containsKey(own)) return own;
        Owner others = new Owner(who.tenant(), OTHERS, model);
        // Tenants come from tokens, too; models are configured.
        return rows.size() < 2 * rowsADay || rows.containsKey(others) ? others : new Owner(OTHERS, OTHERS, model);
    }

    /** What one user used: the last day first, then by model. */
    public List<Use> ofUser(String tenant, String user) {
        return sum(tenant, user);
    }

    /**
     * What all users of a tenant used, or of all tenants: the last day first, then by tenant and model.
     *
     * @param tenant null for all
     */
    public List<Use> ofTenant(String tenant) {
        return sum(tenant, null);
    }

    private List<Use> sum(String tenant, String user) {
        List<Use> all = new ArrayList<>();
        guard.lock();
        try {
            days.tailMap(today() - DAYS, false)
                    .descendingMap()
                    .forEach((day, rows) -> all.addAll(sum(LocalDate.ofEpochDay(day), rows, tenant, user)));
        } finally {
            guard.unlock();
        }
        return all;
    }

    private static List<Use> sum(LocalDate day, Map<Owner, Sums> rows, String tenant, String user) {
        Map<Row, Sums> sums = new HashMap<>();
        rows.forEach((owner, used) -> {
            boolean wanted =
                    (tenant == null || tenant.equals(owner.tenant())) && (user == null || user.equals(owner.user()));
            if (wanted)
                sums.computeIfAbsent(new Row(owner.tenant(), owner.model()), r -> new Sums())
                        .add(used);
        });
        List<Use> all = new ArrayList<>();
        sums.forEach((row, s) ->
                all.add(new Use(day, row.tenant(), row.model(), s.requests, s.prompt, s.answer, s.costUsd)));
        all.sort(Comparator.comparing(Use::tenant).thenComparing(Use::model));
        return all;
    }

    private long today() {
        return Math.floorDiv(millis.getAsLong(), TimeUnit.DAYS.toMillis(1));
    }
}
