using Microsoft.EntityFrameworkCore;

namespace ContinuousDeploy.Ledger;

/// <summary>The ledger's tables for reading. Writing goes through <see cref="LedgerWriter"/>.</summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    public DbSet<StreamRow> Streams => Set<StreamRow>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<EffectRow> Effects => Set<EffectRow>();

    public DbSet<PostedRow> Posted => Set<PostedRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DeliveryRow>().ToTable("deliveries").HasKey(row => row.Position);
        modelBuilder.Entity<EventRow>().ToTable("events").HasKey(row => new { row.Stream, row.Sequence });
        modelBuilder.Entity<EffectRow>().ToTable("outbox").HasKey(row => row.Position);
        modelBuilder.Entity<PostedRow>().ToTable("posted").HasKey(row => new { row.Repository, row.Key });
        var streams = modelBuilder.Entity<StreamRow>().ToTable("streams");
        streams.HasKey(row => row.Name);
        streams.HasMany(row => row.Effects).WithOne().HasForeignKey(effect => effect.Stream);
        streams.HasMany<EventRow>().WithOne().HasForeignKey(@event => @event.Stream);

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(property.Name.ToLowerInvariant());
        }
    }
}
