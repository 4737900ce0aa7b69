package dev.whetstone.local;

/** How a service reaches its own schema. */
public record DatabaseAccess(String jdbcUrl, String username, String password) {

    @Override
    public String toString() {
        return username + " at " + jdbcUrl;
    }
}
