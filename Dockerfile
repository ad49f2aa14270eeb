# The gateway: built with the SDK, run on the ASP.NET runtime alone, as a user without rights.
#   docker build -t cometgateway .
#   docker run -p 8080:8080 -v "$PWD/gateway:/config:ro" cometgateway

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# The browser client is bundled with Node.js.
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source

# What decides about packages comes first, so that a change of code does not restore again.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/CometGateway.Core/CometGateway.Core.csproj src/CometGateway.Core/
COPY src/CometGateway/CometGateway.csproj src/CometGateway/
COPY src/CometGateway.Demo/CometGateway.Demo.csproj src/CometGateway.Demo/
COPY src/CometGateway.Host/CometGateway.Host.csproj src/CometGateway.Host/
RUN dotnet restore src/CometGateway.Host/CometGateway.Host.csproj -p:CompiledAhead=true

COPY config/ config/
COPY src/ src/
RUN dotnet publish src/CometGateway.Host/CometGateway.Host.csproj --configuration Release --no-restore --output /app -p:CompiledAhead=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS run
WORKDIR /app
COPY --from=build /app ./
# A sample, so that the image starts; what is mounted at /config takes its place.
COPY config/samples/minimal.json /config/gateway.json
VOLUME /config
EXPOSE 8080
ENV ASPNETCORE_HTTP_PORTS=8080
USER $APP_UID
# The runtime image has no curl: the gateway asks itself, where its file or the environment says that it listens.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s CMD ["dotnet", "CometGateway.Host.dll", "healthcheck", "--config", "/config/gateway.json"]
ENTRYPOINT ["dotnet", "CometGateway.Host.dll"]
CMD ["--config", "/config/gateway.json"]
