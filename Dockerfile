# The bot, and the gateway it starts. Both run as a user without rights, in an image without a shell or an ssh client.
#
#   docker build --tag continuous-deploy .
#   docker build --tag continuous-deploy-gateway --target gateway .     only the data plane, for a machine of its own
#
# Base images are named by tag, so that a rebuild takes their security fixes; pin them by digest where your registry
# mirrors them.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ src/
# CI=true: the packages must be exactly those of the lock files.
ENV CI=true
RUN dotnet publish src/ContinuousDeploy --configuration Release --output /programs/bot \
    && dotnet publish src/ContinuousDeploy.Gateway --configuration Release --output /programs/gateway \
    && mkdir /state

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS gateway
COPY --from=build /programs/gateway /programs/gateway
COPY --from=build --chown=$APP_UID:$APP_UID /state /state
USER $APP_UID
VOLUME /state
ENTRYPOINT ["/programs/gateway/ContinuousDeploy.Gateway"]

FROM gateway AS bot
COPY --from=build /programs/bot /programs/bot
WORKDIR /programs/bot
ENV ASPNETCORE_URLS=http://0.0.0.0:8080 \
    Ledger__ConnectionString="Data Source=/state/ledger.db" \
    Mirrors__Folder=/state/mirrors \
    Gateway__Folder=/state/gateway \
    Gateway__Program=/programs/gateway/ContinuousDeploy.Gateway
EXPOSE 8080
ENTRYPOINT ["/programs/bot/ContinuousDeploy"]
