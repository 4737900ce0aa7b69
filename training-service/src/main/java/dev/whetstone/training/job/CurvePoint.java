package dev.whetstone.training.job;

import dev.whetstone.contracts.training.TrainingProgressed;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A point of a run's learning curve. An attempt that goes on from a checkpoint passes some steps again and overwrites them. */
@Entity
@Table(name = "curve_point")
@IdClass(CurvePoint.Key.class)
public class CurvePoint extends PanacheEntityBase {

    @Id
    private UUID run;

    @Id
    private long step;

    private double loss;

    @Column(name = "validation_loss")
    private Double validationLoss;

    @Column(name = "tokens_per_second")
    private double tokensPerSecond;

    protected CurvePoint() {}

    static void remember(TrainingProgressed progress) {
        CurvePoint point = new CurvePoint();
        point.run = progress.run();
        point.step = progress.step();
        point.loss = progress.loss();
        point.validationLoss = progress.validationLoss().isPresent()
                ? progress.validationLoss().getAsDouble()
                : null;
        point.tokensPerSecond = progress.tokensPerSecond();
        getEntityManager().merge(point);
    }

    static List<CurvePoint> ofRun(UUID run) {
        return list("run = ?1 order by step", run);
    }

    long step() {
        return step;
    }

    double loss() {
        return loss;
    }

    OptionalDouble validationLoss() {
        return validationLoss == null ? OptionalDouble.empty() : OptionalDouble.of(validationLoss);
    }

    double tokensPerSecond() {
        return tokensPerSecond;
    }

    /** Run and step. */
    public record Key(UUID run, long step) implements Serializable {}
}
