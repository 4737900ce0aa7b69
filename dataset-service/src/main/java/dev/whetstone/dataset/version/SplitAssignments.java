package dev.whetstone.dataset.version;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.row.SplitLabel;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import javax.sql.DataSource;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Where each key was put when it was first seen. Plain SQL: a version brings as many rows as it has keys, in one statement. */
@Singleton
class SplitAssignments {

    private static final String SELECT = "SELECT key, split FROM split_assignment WHERE task = ?";
    private static final String INSERT = """
            INSERT INTO split_assignment (task, key, split, number)
            SELECT ?, placed.key, placed.split, ? FROM unnest(?, ?) AS placed (key, split)
            ON CONFLICT DO NOTHING""";

    private final DataSource database;

    @Inject
    SplitAssignments(DataSource database) {
        this.database = database;
    }

    @Transactional
    Map<String, SplitName> of(TaskName task) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, task.value());
            Map<String, SplitName> known = new HashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    known.put(rows.getString(1), SplitLabel.require(rows.getString(2)));
                }
            }
            return known;
        } catch (SQLException e) {
            throw new PersistenceException("the splits of earlier versions cannot be read", e);
        }
    }

    /** A key that is there keeps its split. */
    @Transactional(TxType.MANDATORY)
    void add(TaskName task, Map<String, SplitName> placed, int number) {
        String[] keys = placed.keySet().toArray(String[]::new);
        String[] splits =
                Arrays.stream(keys).map(key -> placed.get(key).label()).toArray(String[]::new);
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Array keyArray = connection.createArrayOf("text", keys);
            Array splitArray = connection.createArrayOf("text", splits);
            insert.setString(1, task.value());
            insert.setInt(2, number);
            insert.setArray(3, keyArray);
            insert.setArray(4, splitArray);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new PersistenceException("the splits of this version cannot be written", e);
        }
    }
}
