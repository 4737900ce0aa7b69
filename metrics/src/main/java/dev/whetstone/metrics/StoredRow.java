package dev.whetstone.metrics;

import java.util.List;

import jakarta.persistence.EntityManager;

/** One row of a query whose result becomes metrics. Columns count from 0. */
public final class StoredRow {

    private final Object[] columns;

    private StoredRow(Object[] columns) {
        this.columns = columns;
    }

    /** @param query native SQL of one column or more */
    public static List<StoredRow> of(EntityManager database, String query) {
        List<?> rows = database.createNativeQuery(query, Object[].class).getResultList();
        return rows.stream().map(row -> new StoredRow((Object[]) row)).toList();
    }

    public boolean has(int column) {
        return columns[column] != null;
    }

    public String text(int column) {
        return (String) columns[column];
    }

    public long count(int column) {
        return ((Number) columns[column]).longValue();
    }

    public double number(int column) {
        return ((Number) columns[column]).doubleValue();
    }

    public boolean flag(int column) {
        return (Boolean) columns[column];
    }
}
