package dev.sluice.admission;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Accounts by their owner. One that is idle is just like a new one, so it is forgotten: with each look-up the two
 * that have not been looked at for the longest are, so there are never many more than were in use within the last
 * minute or so, and nobody needs a timer. Guarded by {@link Limits}.
 *
 * @param <K> who owns them
 */
final class Accounts<K> {
    private static final int LOOKS = 2;

    private final Map<K, Account> accounts = new LinkedHashMap<>();

    /** The account with these rates; where they have changed, a new one. */
    Account of(K owner, Rates rates, long now) {
        forget(now);
        Account account = accounts.get(owner);
        if (account != null && account.rates.equals(rates)) return account;
        Account opened = new Account(rates, now);
        accounts.put(owner, opened);
        return opened;
    }

    /** The account's state, or that of a new one. Remembers nothing. */
    RateState state(K owner, Rates rates, long now) {
        Account account = accounts.get(owner);
        return (account != null && account.rates.equals(rates) ? account : new Account(rates, now)).state(now);
    }

    int size() {
        return accounts.size();
    }

    private void forget(long now) {
        for (int i = 0; i < LOOKS && !accounts.isEmpty(); i++) {
            Iterator<Map.Entry<K, Account>> oldest = accounts.entrySet().iterator();
            Map.Entry<K, Account> entry = oldest.next();
            K owner = entry.getKey();
            Account account = entry.getValue();
            oldest.remove();
            if (!account.idle(now)) accounts.put(owner, account);
        }
    }
}
