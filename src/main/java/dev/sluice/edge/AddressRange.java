package dev.sluice.edge;

import io.netty.util.NetUtil;

/** Addresses that begin with the same bits: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single address. Immutable. */
public final class AddressRange {
    /** What a fault says was expected. */
    public static final String EXPECTED = "an address or a CIDR range, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32";

    private static final int V4_BYTES = 4;

    private final byte[] bytes;
    private final int bits;

    private AddressRange(byte[] bytes, int bits) {
        this.bytes = bytes;
        this.bits = bits;
    }

    /** @return null where the text is none; names are not looked up */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) return null;
        if (slash < 0) return new AddressRange(address, address.length * Byte.SIZE);
        String length = text.substring(slash + 1);
        boolean number = length.matches("\\d{1,3}") && Integer.parseInt(length) <= address.length * Byte.SIZE;
        return number ? new AddressRange(address, Integer.parseInt(length)) : null;
    }

    /** @param address as a socket or a header shows it; false where it is none */
    boolean contains(String address) {
        byte[] other = bytes(address);
        if (other == null || other.length != bytes.length) return false;
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> i % Byte.SIZE;
            if ((bytes[i / Byte.SIZE] & mask) != (other[i / Byte.SIZE] & mask)) return false;
        }
        return true;
    }

    /** Four or sixteen bytes; an IPv4 address in IPv6's clothes counts as what it is. */
    private static byte[] bytes(String address) {
        byte[] found = NetUtil.createByteArrayFromIpAddressString(address);
        if (found == null || found.length == V4_BYTES) return found;
        for (int i = 0; i < 10; i++) if (found[i] != 0) return found;
        boolean mapped = found[10] == -1 && found[11] == -1;
        return mapped ? new byte[] {found[12], found[13], found[14], found[15]} : found;
    }
}
